// Package logbook is the log of the program: structured lines without personal
// data, of which the latest are kept in memory to be read on a screen.
//
// A line says what happened, never to whom. Its message is a constant of ours.
// Its values pass only under keys that are known (Keys), and what is free text
// – an error, a panic – is cut down to the words the program itself and its
// libraries use: everything else, be it a name, an address, a sum or a token,
// leaves as "…". So a mistake far away, such as an error that carries what
// somebody typed, tells nobody anything.
package logbook
