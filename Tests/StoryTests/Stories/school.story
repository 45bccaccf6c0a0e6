story  A school is entered by a coordinator, and its address is verified before its first use.
cast   tess team(on: AB), cora coordinator, dara director dsl
clock  2026-11-20 09:05
cora in coordination   /school "Hillside Academy" email: office@hillside
only cora              'office@hillside' is not an e-mail address.
cora in coordination   /school "Hillside Academy" email: "office@hillside.example, x@y.example"
only cora              is not an e-mail address.
cora sees              nothing
cora in coordination   /school "Hillside Academy" email: office@hillside.example officer: "Pat O'Neill"
cora sees              school 1: Hillside Academy, office@hillside.example, Pat O'Neill
cora sees              mail 1
dara sees              school 1
tess sees              nothing
audit                  hedgerow record.opened mail 1
cora in coordination   /school "Hillside Academy" email: head@hillside.example
only cora              To change it, say why
cora in coordination   /school "Hillside Academy" email: head@hillside.example because: "the office moved"
cora sees              head@hillside.example
cora sees              mail 2
cora in coordination   /amend school 1 changes: "officer='Zoë Nguyễn'" reason: "she is new"
cora sees              Zoë Nguyễn
tess in coordination   /school "Mine" email: a@b.example
only tess              There is no such thing here.
cora in AB             /school "Mine" email: a@b.example
only cora              '/school' cannot be used in this channel.
