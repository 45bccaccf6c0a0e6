story  A coordinator says which sessions a child attends; the register asks for no others; a team member may not.
clock  2026-09-01 08:00
cast   tess team(on: AB CD), tari team(on: EF), cora coordinator
clock  2026-11-19 13:05
tess in AB          /expect mon-fri
only tess           '/expect' is not for you to use.
cora sees           nothing
cora in AB          /expect mon-wed, thru am
only cora           'thru' is neither a day nor a session. Did you mean 'thu'?
cora in AB          /expect mon-wed, thu am
only cora           'reason' is needed when pattern is part-time.
only cora           'review' is needed when pattern is part-time.
cora in AB          /expect mon-fri from: 2026-09-07 to: 2026-09-04
only cora           4 Sep 2026 lies before 'starts', which is 7 Sep 2026.
cora sees           nothing
cora in AB          /expect Mon to Wed, Thursday morning from: 2026-09-07 reason: "part-time plan" review: 2026-12-18
cora sees           expectation 1: mon-wed, thu am
tess sees           expectation 1: mon-wed, thu am
tari sees           nothing
audit               cora record.opened expectation 1
tess in register    /register all present                           # Thursday afternoon: AB is not expected
only tess           Marked 1 (PM): 1 present (CD).
clock  2026-11-18 13:05
tess in register    /register all present                           # Wednesday afternoon: AB is
only tess           Marked 2 (PM): 2 present (AB, CD).
cora in AB          /expect mon-fri from: 2026-11-19 because: "back full-time"
cora sees           expectation 2: mon-fri
clock  2026-11-19 13:10
tess in register    /register all present
only tess           Marked 1 (PM): 1 present (AB).
