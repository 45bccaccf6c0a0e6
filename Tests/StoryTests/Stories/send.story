story  A mail is written by the house alone; whoever reads the outbox sees it, and nobody else.
cast   tess team(on: AB), cora coordinator, dara director dsl
cora in outbox         /send address: x@y.example subject: s body: b key: k
only cora              '/send' is not for you to use. It is for: bot.
cora sees              nothing
cora in coordination   /school "Hillside Academy" email: office@hillside.example
cora sees              mail 1
dara sees              mail 1
tess sees              nothing
tess cannot            read outbox
dara can               read outbox
