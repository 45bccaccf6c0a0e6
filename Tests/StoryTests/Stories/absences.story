story  Who has missed two, three, five sessions in a row is told to the coordinators once, by initials.
clock  2026-11-02 08:00
cast   tess team(on: AB CD), tari team(on: EF), cora coordinator, dara director, vic volunteer(volunteer: AB)
clock  2026-11-16 13:00
tess in AB          /attend absent AM reason: "no answer"
cora in register    /absences
only cora           No absence runs on or adds up that was not told before.
tess in AB          /attend absent PM reason: "no answer"
tess in register    /absences
only tess           '/absences' is not for you to use.
vic in register     /absences
only vic            There is no such thing here.
cora in register    /absences
only cora           Told the coordinators of 1 child.
dara sees           in coordination: /absences | absence_report 1: AB: 2 sessions absent in a row
tess sees           nothing
tari sees           nothing
cora in register    /absences
only cora           No absence runs on or adds up that was not told before.
clock  2026-11-18 10:10
tess in AB          /attend absent AM day: 2026-11-17 reason: "no answer"
tess in AB          /attend absent PM day: 2026-11-17 reason: "no answer"
cora in register    /absences
cora sees           AB: 4 sessions absent in a row
tess in AB          /attend present                                 # the child is back
clock  2026-11-19 14:00
tess in AB          /attend absent AM reason: flu
tess in AB          /attend absent PM reason: flu
cora in register    /absences
cora sees           AB: 2 sessions absent in a row
