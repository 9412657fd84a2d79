package mail

import "keyhouse/words"

// The mails about the server itself.

// Test shows whoever asked for it that mails arrive.
func Test(t *words.Tongue) Letter {
	return letter(t, "", t.Say("mail.test.subject"), t.Say("mail.test.asked"), t.Say("mail.test.shows"))
}

// BackupFailed tells an administrator why there is no new backup.
func BackupFailed(t *words.Tongue, reason, link string) Letter {
	l := letter(t, "", t.Say("mail.backup.subject"), t.Say("mail.backup.failed", "reason", reason), t.Say("mail.backup.others"))
	l.Button, l.Link = t.Say("mail.backup.button"), link
	return l
}
