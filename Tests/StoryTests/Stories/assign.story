story  A lead gives a member access by name, with its end and its reason; before that there is nothing.
cast   lena team(lead: AB), tom team, tess team(on: AB), adam admin
clock  2026-11-20 09:00
tom cannot     read AB
tom in AB      hello
only tom       There is no such thing here.
lena in AB     /assign tom role: team until: 2026-12-18 reason: "covers Tuesdays"
tom can        read AB
audit          lena access.granted
tom in AB      good morning
lena sees      good morning
clock  2026-12-20 09:00
tom cannot     read AB
tess in AB     /assign tom reason: "me too"
only tess      /why
lena in AB     /assign adam role: team reason: "to help"
only lena      There is no member
adam cannot    read AB
