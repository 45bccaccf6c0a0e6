story  A parent's address stands in the child's channel, unverified until its code is told.
cast   tess team(on: AB), tari team(on: CD), cora coordinator
clock  2026-11-20 09:05
cora in AB     /parent-mail email: ann@bell name: "Ann Bell" relation: mother agreed_on: today agreed_how: form
only cora      'ann@bell' is not an e-mail address. Write it like office@school.example
cora in AB     /parent-mail email: ann@bell.example name: "Ann Bell" relation: mother agreed_on: today agreed_how: form
cora sees      parent_mail 1: Ann Bell, mother, ann@bell.example
cora sees      mail 1
tari sees      nothing
cora in AB     /verify parent_mail 1 code: aaaa-aaaa
only cora      has not left yet
handed         verification 1 bcde-fghi
cora in AB     /verify parent_mail 1 code: aaaa-aaaa
only cora      That is not the code
cora in AB     /state parent_mail 1 verified
only cora      An address is verified by its code alone.
cora in AB     /amend parent_mail 1 changes: "email=ann.bell@bell.example" reason: "a new address"
cora sees      ann.bell@bell.example
cora sees      mail 2
cora in AB     /amend parent_mail 1 changes: "name='Ann Bell-Ash'" reason: "married"
cora sees      Ann Bell-Ash
tess in AB     /parent-mail email: a@b.example name: A relation: b agreed_on: today agreed_how: c
only tess      '/parent-mail' is not for you to use.
