story  Whose school was not told stands in the duty's record and with the coordinators, once a session.
cast   tess team(on: AB CD), cora coordinator
clock  2026-11-20 08:30
cora in coordination  /school "Moorgate Academy" email: office@moorgate.example
cora in AB     /placement Moorgate
tess in register  /register AB present
time   10:00
duty summary-morning done
cora sees      Not told of the morning of 20 Nov 2026: Moorgate Academy (1 child): its address is not verified; no home school is entered for CD.
mails: 0
