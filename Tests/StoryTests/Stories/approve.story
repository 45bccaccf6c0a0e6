story  Another person approves an erasure and it is gone for everyone; whoever asked may not, nor may one who guards nobody.
cast   tess team(on: AB), tari team(on: CD), cora coordinator, dara director, devi dsl, adam admin
clock  2026-11-20 09:00
tess in AB     /note activity: "swimming" outcomes: "calm" next: "again"
tess in AB     /amend note 1 activity: "climbing" reason: "slip"
dara in AB     /erase note 1 reason: "asked for by the family"
dara in AB     /approve erasure 1
only dara      Another person
cora in AB     /approve erasure 1
only cora      /approve
tari in AB     /approve erasure 1
only tari      There is no such thing here.
adam in AB     /approve erasure 1
only adam      There is no such thing here.
devi in AB     /approve erasure 9
only devi      no record
devi in AB     /approve note 1
only devi      asks for nothing
devi in AB     /approve AB note 1
only devi      asks for nothing
tess finds     climbing: 1
clock  2026-12-05 09:00
devi in AB     /approve erasure 1
only devi      lapsed
dara in AB     /erase note 1 reason: "asked for by the family, again"
devi in AB     /approve erasure 2
cora sees      /approve erasure 2
tari sees      nothing
audit          devi content.erased note 1
audit          devi record.state erasure 2 from asked to done
tess finds     climbing: 0
devi finds     swimming: 0
dara in AB     /approve erasure 2
only dara      done
dara in AB     /hide 1 reason: "twice"
only dara      erased
dara in AB     /erase note 1 reason: "twice"
only dara      no record
