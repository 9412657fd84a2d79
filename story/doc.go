// Package story holds what Keyhouse promises, told as people live it: each test
// is named after a row of the promises (O1, E6, X2 …), starts a real server with
// a real mailbox beside it, and lets people do over HTTP what the row says they
// can – and then what they must not. The tests read like a script; what it takes
// to play one (a browser with cookies, forms filled in as they are on the page,
// letters) is in the files town, person, page and post.
package story
