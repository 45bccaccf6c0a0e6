story  Receipts show a member's own flags and concerns, and nobody else's.
cast   tess team(on: AB), tom team(on: AB), devi dsl
tess in AB     /flag seen_or_heard: "a cut on the hand" immediate_action: "first aid" told_dsl: yes severity: info
devi sees      a cut on the hand
tess in AB     /receipts
only tess      flag
tess sees      nothing
tom in AB      /receipts
only tom       no
