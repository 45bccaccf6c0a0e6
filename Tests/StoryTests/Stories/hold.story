story  Whether mails may leave is written by the house alone; /outbox asks it to.
cast   cora coordinator, dara director dsl
cora in outbox         /hold what: outbox reason: "wrong template"
only cora              '/hold' is not for you to use. It is for: bot.
cora sees              nothing
