story  Whose pupil a child is: the school is named by its name, and shown by it.
cast   tess team(on: AB), tari team(on: CD), cora coordinator
clock  2026-11-20 09:05
cora in coordination   /school "Hillside Academy" email: office@hillside.example
cora in coordination   /school "Hillcrest" email: office@hillcrest.example
cora in coordination   /school "Northshire High School" email: office@northshire.example
cora in AB     /placement Hill
only cora      'Hill' could be Hillcrest (school 2), Hillside Academy (school 1). Write more of it.
cora in AB     /placement Hilside
only cora      There is no school 'Hilside'.
cora in AB     /placement Hillside from: 2026-09-07
cora sees      placement 1: Hillside Academy
tess sees      placement 1: Hillside Academy
tari sees      nothing
cora in CD     /placement northshire high
cora sees      placement 1: Northshire High School
cora in CD     /placement school 2 from: 2026-10-01
cora sees      placement 2: Hillcrest
cora in CD     /placement 9
only cora      There is no school '9'.
tess in AB     /placement Hillside
only tess      '/placement' is not for you to use.
