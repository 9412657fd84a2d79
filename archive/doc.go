// Package archive is the format of a backup of the whole installation: a stream
// of tables that restores into either kind of database, packed and encrypted as
// it is written.
//
// Outermost is an age file (https://age-encryption.org/v1): encrypted to public
// keys, so that whoever makes it, stores it or carries it cannot read it, and
// whoever changes a byte of it or cuts it short is found out. Inside is one
// zstandard stream, and inside that:
//
//	"KEYHOUSE ARCHIVE\n"
//	Head as JSON, with its length before it
//	for each table: 'T', its Table as JSON with its length before it,
//	    then 'R' and the values for each row, each with its kind before it
//	'E', and how many rows there were
//
// Numbers are varints. A value is 0 (nothing), 1 and a zigzag varint, 2 and a
// text, 3 and bytes, the last two with their length before them.
package archive
