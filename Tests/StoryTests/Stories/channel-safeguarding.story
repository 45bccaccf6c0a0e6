story  Safeguarding is read by its leads and the director, and each turn there is theirs alone.
cast   tess team(on: AB), cora coordinator, devi dsl, dan director, adam admin
devi in safeguarding   ringing the social worker at ten
dan sees       ringing the social worker
cora sees      nothing
tess sees      nothing
adam sees      nothing
cora cannot    see safeguarding
cora in safeguarding   hello
only cora      There is no such thing here.
devi sees      nothing
