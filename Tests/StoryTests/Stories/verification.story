story  Which code was mailed is written by the house alone, and nobody writes over it.
cast   cora coordinator, dara director dsl
cora in outbox         /verification about: x address: a@b.example mail: y tries: 0
only cora              '/verification' is not for you to use. It is for: bot.
cora sees              nothing
