story  The register is marked in one line; each child's team sees its own, and what is unclear writes nothing.
child  JS Jamie Smith
child  JS2 Jasmine Sandhu
child  ON Sinéad O'Neill
child  ZE Zoë Easton
child  MK Maya Khan
child  MU Musa Khan
cast   tess team(on: JS JS2 ON ZE), tari team(on: MK MU), cora coordinator, vic volunteer(volunteer: JS)
clock  2026-11-20 08:55
tess in register    /register all present; J.S. late 9:20 taxi      # two children are J.S.: the choices, and nothing is written
only tess           'J.S.' may be JS (year 7) or JS2 (year 7).
cora sees           nothing
tess in register    /register XY present; JS prsent
only tess           'XY' is no child that you may see.
only tess           JS: 'prsent' is not an attendance status. Did you mean 'present'?
tess in register    /register MK present                            # tari's: tess does not know of the child
only tess           'MK' is no child that you may see.
tari sees           nothing
tess in register    /register all present; JS late 9:20 taxi; Zoe absent unwell
only tess           Marked 4 (AM): 2 present (JS2, ON), 1 late (JS), 1 absent (ZE).
only tess           Nobody is unmarked.
cora sees           in JS: /attend status: late session: AM arrived: "09:20" day: 2026-11-20 reason: taxi
cora sees           attendance 1: absent, AM, unwell
tess sees           attendance 1: late
tari sees           in register: /register all present; JS late 09:20; ZE absent session: AM    # no reason among all
audit               tess message.posted
tess in ON          /attend late 9:10                               # the very same record: it wants a reason
only tess           is already 'present'
tess in register    /register ON late 9:10; JS2 absent ill; ZE present
only tess           Marked before: ON (present), ZE (absent).
tari sees           nothing
tess in register    /register O'Neill late 9:10; ZE present because: "seen at the gate"
only tess           Marked 2 (AM): 1 present (ZE), 1 late (ON).
cora sees           attendance 1: late, AM, arrived at 09:10
tari in register    /register Khan late 9:05                        # brother and sister
only tari           'Khan' may be MK (year 7) or MU (year 7).
tess sees           nothing
tari in register    /register Maya late 9:05; rest present          # the register shows her by her initials
only tari           Marked 2 (AM): 1 present (MU), 1 late (MK).
tess sees           in register: /register MK late 09:05; all present session: AM
tari in register    /register PM MK present
only tari           Still unmarked: MU.
vic in register     /register JS present                            # not for volunteers: the register does not exist for them
only vic            There is no such thing here.
cora sees           nothing
clock  2026-11-21 09:00
tess in register    /register all present                           # a Saturday: nobody is expected
only tess           Nobody is left to mark: nothing was written.
cora sees           nothing
