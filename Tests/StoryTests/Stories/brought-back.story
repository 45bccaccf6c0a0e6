story  What was called off counts again when it is entered again, for a reason; an address is verified anew.
cast   tess team(on: AB), cora coordinator
clock  2026-11-20 08:30
cora in register  /closure "Boiler" closed from: 2026-11-30
cora sees      closure 1
cora in register  /state closure 1 cancelled reason: "mended"
cora in register  /closure "Boiler" closed from: 2026-11-30
only cora      is there already and is 'cancelled'. To bring it back needs a reason.
cora in register  /closure "Boiler" closed from: 2026-11-30 because: "broken again"
only cora      was 'cancelled', and is 'recorded' again.
clock  2026-11-30 09:00
tess in register  /register all present
only tess      Nobody is left to mark
cora in coordination  /school Oakenshaw email: office@oakenshaw.example
verified coordination school 1
cora in coordination  /state school 1 left reason: "closed"
cora in coordination  /school Oakenshaw email: office@oakenshaw.example because: "open again"
only cora      was 'left', and is 'unverified' again. A code was mailed to its address.
cora in register  /summary AM school: Oakenshaw
only cora      The address of Oakenshaw is not verified.
