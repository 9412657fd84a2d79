// Package portfolio has what a company looks after: the clients it works for
// and their shares, properties and their units, and the one calendar of taken
// nights. It also keeps what hangs on any record: the words it is found by and
// its notes.
//
// Every call takes the person who asks. What they may not know of is missing,
// in the same words as what does not exist; parts of a record they may not see
// are left empty and named by Hidden. Filters, orders and searches over a part
// let only those rows through on which that part shows.
package portfolio
