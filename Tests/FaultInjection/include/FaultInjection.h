#ifndef SLATE_FAULT_INJECTION_H
#define SLATE_FAULT_INJECTION_H

// Nothing is called from here: the library is preloaded into a program and told by these variables what to do.
//
// FAULT_PROGRAM  the name of the program that it is about; every one without it
// FAULT_CALLS    the calls that count: open,write,pwrite,fsync,fdatasync,syncfs,rename,link,unlink,ftruncate
// FAULT_PATH     what the path of a call's file must contain to count
// FAULT_AT       at which of the calls that count something happens, from 1
// FAULT_LASTING  whether it happens at all later ones too
// FAULT_ACTION   what happens: fail, shorten (half a write), kill-before, kill-midway (half a write), kill-after
// FAULT_ERROR    the error number of fail
// FAULT_TRACE    a file to which each call that counts appends its number, name and path
//
// FAULT_NAMES    what names stand for: a.example=192.0.2.1+::1,127.0.0.1;b.example=127.0.0.1 (look-up by look-up)
// FAULT_ROUTES   which ports of this computer stand for addresses of the internet: 192.0.2.1=8080;192.0.2.2=8081
// FAULT_LOOKUPS  a file to which each look-up of such a name appends the name and what it was given
//
// FAULT_LOSE     a file whose presence has what is typed next taken away before it is read, and which is removed then
//
// FAULT_PEAK     a file that gets the most memory that the program had, in KiB, when it ends by itself

#endif
