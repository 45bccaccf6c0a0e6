story  A watch that begins after the child was marked absent tells of it at once, and once.
cast   tess team(on: AB CD EF), devi dsl
clock  2026-11-20 08:30
tess in AB     /attend absent reason: "unwell"
tess in CD     /attend present
devi in safeguarding  /watch AB plan
only devi      AB today: morning absent, unwell; afternoon not yet recorded.
devi sees      AB is absent, morning of 20 Nov 2026: absent, unwell. Watched:
tess in AB     /attend absent because: "rang back" reason: "flu"
devi sees      attendance 1: absent
devi in safeguarding  /watch CD plan
only devi      CD today: morning present; afternoon not yet recorded.
tess in CD     /attend absent because: "that was EF" reason: "nobody came"
devi sees      attendance 1: absent
devi sees      CD is absent, morning of 20 Nov 2026: absent, nobody came.
devi in safeguarding  /watch EF plan from: 2026-11-23
devi sees      watch 3
