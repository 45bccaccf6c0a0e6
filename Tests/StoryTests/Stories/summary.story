story  Nobody has marked anyone: the coordinators are told, and the school hears that it is so.
cast   tess team(on: AB CD), cora coordinator
clock  2026-11-20 08:30
cora in coordination  /school "Hillside Academy" email: office@hillside.example wants: summary
cora in AB     /placement "Hillside Academy"
cora in register  /summary AM school: "Hillside Academy"
only cora      The address of Hillside Academy is not verified.
verified coordination school 1
cora in register  /summary AM
tess sees      The morning of 20 Nov 2026, as recorded at 08:30: 2 expected
time   10:00
cora sees      Nobody has marked anyone for the morning of 20 Nov 2026, as recorded at 10:00: 2 children are expected.
tess sees      Not yet recorded: AB, CD
mails: 1
mail to hillside has - Child AB
mail to hillside has not Child CD
cora in register  /summary AM school: "Hillside Academy"
only cora      Hillside Academy has been told of the morning of 20 Nov 2026 already.
mails: 1
tess in register  /summary AM
only tess      /summary
cora sees      nothing
