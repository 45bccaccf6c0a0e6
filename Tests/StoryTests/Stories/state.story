story  A lead moves a flag on; its author follows the state by receipt, and nothing more.
cast   tess team(on: AB), devi dsl, cora coordinator
tess in AB     /flag seen_or_heard: "heard shouting at pick-up" immediate_action: "spoke to AB" told_dsl: yes severity: concern
devi in safeguarding   /state flag 1 acted-on reason: "rang home"
devi sees      flag 1
tess sees      nothing
audit          devi record.state flag 1
tess in AB     /receipts
only tess      acted-on
devi in safeguarding   /state flag 1 nonsense
only devi      nonsense
tess in AB     /state flag 1 closed
only tess      /state
devi sees      nothing
