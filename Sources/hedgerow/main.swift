// The words of the command line, handed to the Server room.
