package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"filippo.io/age"

	"keyhouse/archive"
	"keyhouse/machine"
	"keyhouse/server"
)

type backupCommand struct {
	store
	To         string   `help:"File to write; it must not be there yet. - is the standard output." required:"" placeholder:"FILE"`
	Recipient  []string `help:"Public key (age1…) to encrypt to; may be given several times. keyhouse key makes one." placeholder:"AGE1…"`
	Recipients string   `help:"File with public keys, one a line." type:"existingfile" placeholder:"FILE"`
}

// Run writes a backup of everything, encrypted. Whoever runs it cannot read it
// without the secret key.
func (c *backupCommand) Run(o *outside) (err error) {
	keys := strings.Join(c.Recipient, "\n")
	if c.Recipients != "" {
		text, err := os.ReadFile(c.Recipients)
		if err != nil {
			return err
		}
		keys += "\n" + string(text)
	}
	if strings.TrimSpace(keys) == "" {
		return errors.New("say whom the backup is encrypted to: --recipient AGE1… or --recipients FILE; keyhouse key FILE makes a pair of keys")
	}
	if _, err := archive.Recipients(keys); err != nil {
		return err
	}
	if err := c.there(); err != nil {
		return err
	}
	h, err := server.Open(o.ctx, c.store.options(o))
	if err != nil {
		return err
	}
	defer h.Close()
	began := time.Now()
	made, err := c.write(o, h, keys)
	if err != nil || c.To == "-" {
		return err
	}
	took := time.Since(began)
	fmt.Fprintf(o.out, "%s: %s, %s in %s\nsha256 %s\n", c.To, machine.Bytes(made.Bytes), machine.Count(made.Head.Rows, "row", "rows"), took.Round(time.Millisecond), made.Checksum)
	return nil
}

// write makes the file under another name until it is whole.
func (c *backupCommand) write(o *outside, h *server.House, keys string) (made machine.Made, err error) {
	if c.To == "-" {
		return h.Machine.Write(o.ctx, o.out, keys)
	}
	if _, err := os.Stat(c.To); err == nil {
		return made, fmt.Errorf("%s is there already; choose another name", c.To)
	}
	part := c.To + ".part"
	f, err := os.OpenFile(part, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return made, err
	}
	made, err = h.Machine.Write(o.ctx, f, keys)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return made, errors.Join(err, os.Remove(part))
	}
	return made, os.Rename(part, c.To)
}

type restoreCommand struct {
	store
	File     string `arg:"" help:"The backup." type:"existingfile"`
	Identity string `help:"File with the secret key (AGE-SECRET-KEY-1…)." required:"" type:"existingfile" placeholder:"KEYFILE"`
	Check    bool   `help:"Only read the backup to its end and say whether it is whole."`
}

// Run restores a backup into an empty database, or checks it.
func (c *restoreCommand) Run(o *outside) error {
	keys, err := identities(c.Identity)
	if err != nil {
		return err
	}
	f, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer f.Close()
	began := time.Now()
	if c.Check {
		head, err := server.CheckBackup(f, keys)
		if err == nil {
			fmt.Fprintf(o.out, "The backup is whole: %s\n", about(head))
		}
		return err
	}
	head, err := server.Restore(o.ctx, f, keys, c.path())
	if err != nil {
		return err
	}
	fmt.Fprintf(o.out, "Restored: %s, in %s\n", about(head), time.Since(began).Round(time.Millisecond))
	fmt.Fprintln(o.out, "Everybody signs in anew. Now run keyhouse verify on it, then keyhouse serve.")
	return nil
}

func about(h archive.Head) string {
	return fmt.Sprintf("made %s by %s on %s, %s in %s", h.Made.Format(time.RFC3339), h.Version, h.Engine, machine.Count(h.Rows, "row", "rows"), machine.Count(int64(h.Tables), "table", "tables"))
}

func identities(file string) ([]age.Identity, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	return archive.Identities(string(text))
}

type keyCommand struct {
	To string `arg:"" name:"file" help:"File for the secret key; it must not be there yet. Keep it where no server sees it." placeholder:"FILE"`
}

// Run makes a pair of keys and prints the public one.
func (c *keyCommand) Run(o *outside) error {
	secret, public, err := archive.NewKey()
	if err != nil {
		return err
	}
	f, err := os.OpenFile(c.To, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s is there already; a key that is in use must not be lost, so choose another name", c.To)
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(f, "# Secret key of backups of Keyhouse, made %s.\n# Whoever has it can read them; without it nobody can. Keep copies in two places, never on the server.\n# public key: %s\n%s\n",
		time.Now().UTC().Format(time.DateOnly), public, secret)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	fmt.Fprintln(o.out, public)
	return nil
}
