#ifndef SLATE_CSPAWN_H
#define SLATE_CSPAWN_H
#endif
