story  Anyone may ask why they may or may not do something here.
cast   tess team(on: AB), cora coordinator, tari team(on: CD)
tess in AB     /why
only tess      team
tess in AB     /why export
only tess      export
cora in AB     /why
only cora      coordinator
tari in AB     /why
only tari      There is no such thing here.
tess cannot    manage AB
