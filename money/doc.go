// Package money keeps the books: the journal, in which every movement is a
// balanced entry that is never changed, and on it the statements that tell
// owners what they earned and the payouts that settle them.
//
// A day that a statement has told about is closed for that owner: what is found
// out later about such a day is entered on the first open one, so that a
// statement once issued goes on to agree with the journal and the next one
// begins where it ended.
package money
