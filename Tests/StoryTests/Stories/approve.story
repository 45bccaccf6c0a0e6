story  Another person approves an erasure; whoever asked may not, nor may anyone who does not guard children.
cast   tess team(on: AB), tari team(on: CD), cora coordinator, dara director, devi dsl, adam admin
clock  2026-11-20 09:00
tess in AB     /note activity: "swimming" outcomes: "calm" next: "again"
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
tess finds     swimming: 1
clock  2026-12-05 09:00
devi in AB     /approve erasure 1
only devi      lapsed
