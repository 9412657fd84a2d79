// Package people knows who everyone is: persons and the accounts they are
// members of, what they were granted and by whom, how they sign in, and which
// sessions are open. It turns a session's token into an Actor, whose Viewer all
// other rooms ask.
//
// Three rules hold throughout. What takes access away acts on the very next
// request: each request reads session, person, account and member in one query,
// and a cached Viewer is used only while the versions it was built from stand.
// Nobody gives more than they hold, changes their own grants, or reaches people
// outside their scope. And nothing tells a stranger whether an e-mail address is
// known here: same words, same time.
package people
