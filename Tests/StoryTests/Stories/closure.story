story  A closure takes its days, or one session of them; the sessions are right on the days after both clock changes.
clock  2026-03-01 08:00
cast   tess team(on: AB CD), tari team(on: EF), cora coordinator, adam admin
clock  2026-03-30 00:30                                             # the clock went forward the night before
tess in AB          /attend present
cora sees           in AB: /attend present | attendance 1: present, AM
clock  2026-03-30 12:00
tess in AB          /attend present
cora sees           in AB: /attend present | attendance 2: present, PM
clock  2026-10-26 00:30                                             # and back
tess in AB          /attend present
cora sees           in AB: /attend present | attendance 3: present, AM
clock  2026-10-26 12:00
tess in AB          /attend present
cora sees           in AB: /attend present | attendance 4: present, PM
tess in register    /closure "Boiler broken" closed from: today session: PM
only tess           '/closure' is not for you to use.
adam in register    /closure "Boiler broken"
only adam           There is no such thing here.
cora in register    /closure "Boiler broken" closed from: 2026-11-24 to: 2026-11-25 session: PM
tari sees           closure 1: Boiler broken
clock  2026-11-24 09:00
tess in register    /register all present
only tess           Marked 2 (AM): 2 present (AB, CD).
clock  2026-11-24 13:00
tess in register    /register all present
cora sees           nothing
clock  2026-11-26 13:00
tess in register    /register all present
only tess           Marked 2 (PM): 2 present (AB, CD).
cora in register    /closure "INSET day" inset 2026-11-27
cora sees           closure 2: INSET day, inset
clock  2026-11-27 09:00
tess in register    /register all present
cora sees           nothing
