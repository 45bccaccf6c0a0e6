story  A child who is watched is absent: the safeguarding leads hear of it at once, and nobody else.
cast   tess team(on: AB CD), cora coordinator, devi dsl
clock  2026-11-20 08:30
devi in safeguarding  /watch AB looked-after
devi sees      watch 1
cora sees      nothing
cora in AB     /watch AB looked-after
only cora      watch
clock  2026-11-20 09:10
tess in CD     /attend absent reason: "unwell"
devi sees      attendance 1: absent
tess in AB     /attend absent reason: "unwell"
devi sees      AB is absent, morning of 20 Nov 2026: absent, unwell. Watched: looked after.
devi sees      in safeguarding
cora sees      attendance 1: absent
tess in AB     /attend present because: "came at 9.20"
tess in AB     /attend absent because: "no, that was CD" reason: "unwell"
cora sees      attendance 1: absent
audit          tess record.revised attendance 1 revision 3
