story  A director brings a hidden note back with a reason; all read and find it again, and nobody without that sight can do it.
cast   tess team(on: AB), tari team(on: CD), cora coordinator, dara director, devi dsl, adam admin
clock  2026-11-20 09:00
tess in AB     /note activity: "swimming" outcomes: "calm" next: "again"
devi in AB     /unhide note 1 reason: "not hidden at all"
only devi      Note 1 is not hidden.
cora in AB     /hide note 1 reason: "about another child"
tess finds     swimming: 0
cora in AB     /unhide note 1 reason: "after all"
only cora      /unhide
tess in AB     /unhide 1 reason: "mine"
only tess      /unhide
tari in AB     /unhide 1 reason: "curious"
only tari      There is no such thing here.
adam in AB     /unhide 1 reason: "tidy"
only adam      There is no such thing here.
dara in AB     /hide note 1 reason: "twice"
only dara      hidden already
dara in AB     /unhide note 1
only dara      'reason' is missing
dara in AB     /unhide note 1 reason: "it was the right child"
only dara      Back in sight: note 1, with message 1.
cora sees      swimming
tari sees      nothing
audit          dara message.unhidden message 1
audit          dara record.state note 1 from hidden to recorded
tess finds     swimming: 1
dara in AB     /unhide note 1 reason: "twice"
only dara      Note 1 is not hidden.
cora in AB     /hide note 1 reason: "about another child"
dara in AB     /erase note 1 reason: "asked for by the family"
devi in AB     /approve erasure 1
dara in AB     /unhide 1 reason: "too late"
only dara      was erased
dara in AB     /unhide note 1 reason: "too late"
only dara      no record
tess finds     swimming: 0
