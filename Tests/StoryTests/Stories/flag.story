story  Anyone may flag from where they are; it lands only in safeguarding and is not echoed.
cast   tess team(on: AB), tari team(on: CD), vic volunteer(volunteer: AB), cora coordinator, devi dsl, adam admin
vic in AB      /flag seen_or_heard: "a bruise on the left arm" immediate_action: "stayed with AB" told_dsl: yes severity: urgent
only vic       receipt
devi sees      in safeguarding
devi sees      a bruise on the left arm
vic sees       nothing
tess sees      nothing
cora sees      nothing
tari sees      nothing
audit          vic record.opened flag 1
devi finds     bruise: 1
vic finds      bruise: 0
cora finds     bruise: 0
vic cannot     read safeguarding
tess cannot    see safeguarding
devi can       read safeguarding
vic in AB      /receipts
only vic       received
vic in AB      /flag seen_or_heard: "x"
only vic       immediate_action
devi sees      nothing
tess in AB     /flag seen_or_heard: "AB says he will run into the road" immediate_action: "held the gate" told_dsl: yes severity: immediate-danger
only tess      999
devi sees      flag 2
tess sees      nothing
