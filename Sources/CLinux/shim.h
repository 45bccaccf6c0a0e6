#include <sys/epoll.h>
#include <sys/random.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <arpa/inet.h>
#include <sys/wait.h>
#include <spawn.h>
#include <sys/file.h>
#include <sys/stat.h>

// No _GNU_SOURCE here: it would change types that the Glibc module has already defined. What glibc
// declares only with it is declared by hand.
int accept4(int listener, struct sockaddr *address, socklen_t *size, int flags);
int pipe2(int ends[2], int flags);
int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);
