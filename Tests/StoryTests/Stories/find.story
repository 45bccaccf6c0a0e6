story  Find answers from where one may read, and only there.
cast   tess team(on: AB), tari team(on: CD), cora coordinator
tess in AB     /note activity: boxing outcomes: calm next: again
tari in CD     /find note
only tari      No
tess in AB     /find note
only tess      boxing
cora in coordination   /find boxing
only cora      boxing
tari in AB     /find note
only tari      There is no such thing here.
