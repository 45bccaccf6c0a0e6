story  A director asks for an erasure; it stands on record in words without content, and nothing is erased by asking.
cast   tess team(on: AB), tari team(on: CD), cora coordinator, dara director, devi dsl
clock  2026-11-20 09:00
tess in AB     /note activity: "swimming" outcomes: "calm" next: "again"
dara in AB     /erase note 1 reason: "asked for by the family"
devi sees      erasure 1: asked for by the family, note 1 of 20 Nov 2026 by tess: 1 version, 1 message
tari sees      nothing
audit          dara record.opened erasure 1
tess finds     swimming: 1
dara in AB     /erase note 1 reason: "once more"
only dara      waits
cora in AB     /erase note 1 reason: "tidy"
only cora      /erase
tess sees      nothing
tess in AB     /erase 1 reason: "mine"
only tess      /erase
dara in AB     /erase note 9 reason: "no such note"
only dara      no record
dara in AB     /hide erasure 1 reason: "out of sight"
only dara      on record
dara in AB     /state erasure 1 withdrawn
audit          dara record.state erasure 1
devi in AB     /approve erasure 1
only devi      withdrawn
