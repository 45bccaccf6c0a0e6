// The words of the command line, handed to the Server room.
import Glibc
import Server

exit(Program.run(Array(CommandLine.arguments.dropFirst())))
