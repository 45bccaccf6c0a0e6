story  Terms say when there is school: outside of them nobody is expected; one that was cancelled counts no more.
clock  2026-09-01 08:00
cast   tess team(on: AB), tari team(on: CD), cora coordinator, vic volunteer(volunteer: AB)
clock  2026-10-27 09:00
tess in register    /term "Autumn 2" 2026-11-02 2026-12-18
only tess           '/term' is not for you to use.
vic in register     /term "Autumn 2" 2026-11-02 2026-12-18
only vic            There is no such thing here.
cora in register    /term "Autumn 2" 2026-12-18 2026-11-02
only cora           2 Nov 2026 lies before 'starts', which is 18 Dec 2026. Give 18 Dec 2026 or a later day.
cora sees           nothing
cora in register    /term "Autumn 2" 2026-11-02 2026-12-18
cora sees           term 1: Autumn 2
tari sees           term 1: Autumn 2
vic sees            nothing
tess in register    /register all present                           # the week before
cora sees           nothing
clock  2026-11-02 09:00
tess in register    /register all present
only tess           Marked 1 (AM): 1 present (AB).
clock  2026-10-28 09:00
cora in register    /state term 1 cancelled reason: "never agreed"
cora sees           term 1
tess in register    /register all present                           # without any term every weekday counts
only tess           Marked 1 (AM): 1 present (AB).
