story  A hidden message is erased by two people: the second reads what goes with it, and the certificate names it.
cast   tess team(on: AB), cora coordinator, dara director, devi dsl
clock  2026-11-20 09:00
tess in AB     /note activity: "swimming" outcomes: "calm" next: "again"
tess in AB     /amend note 1 activity: "climbing" reason: "slip"
cora in AB     /hide note 1 reason: "about another child"
dara in AB     /erase 2 reason: "asked for by the family"
devi sees      erasure 1: message 2, asked for by the family, message 2 of 20 Nov 2026 by tess, which is hidden, with note 1 of 20 Nov 2026 by tess: 2 versions, 2 messages
devi in AB     /approve erasure 1
audit          devi content.erased message 2, with note 1, 2 messages, 2 versions
tess in AB     /note activity: "painting" outcomes: "calm" next: "again"
cora in AB     /hide note 2 reason: "about another child"
cora in AB     /erase note 2 reason: "tidy"
only cora      /erase
tess in AB     /find note painting
only tess      Nothing
dara in AB     /erase note 2 reason: "asked for by the family"
devi sees      erasure 2: asked for by the family, note 2 of 20 Nov 2026 by tess, which is hidden: 1 version, 1 message
devi in AB     /approve erasure 2
audit          devi content.erased note 2, 1 messages, 1 versions
dara in AB     /erase note 2 reason: "twice"
only dara      no record
