// Package machine knows the server itself: how it is, who is connected, plan and
// seats, mail, jobs, storage, backups, log. None of it says a word of what the
// accounts hold.
//
// Some of it is an account's own: its sessions, its plan, its mails. The rest
// belongs to the installation, and the installation belongs to one account: the
// system account, or else the only one there is (people.Store.Installation).
// Where there are several and none is named, it belongs to nobody, and only the
// command line reaches it. Whether who may see it is then a question to the
// policy like any other, about a record of that account that is alone, or shared
// with other accounts: then only system admins may.
package machine
