package server

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"keyhouse/db"
	"keyhouse/seal"
)

// KeyFile is the name of the file that holds the secret key, beside an SQLite
// database. Whoever copies the one should copy the other.
const KeyFile = "keyhouse.key"

// The rows in which a database keeps a key of its own, where nobody gave one,
// and the name of the key that its secrets were sealed with.
const (
	settingKey     = "secret_key"
	settingKeyName = "secret_key_name"
)

// ring gives the keys of the installation: the one the operator gave; else that
// of the file beside an SQLite database; else one that lies in the database
// itself, so that several nodes on one PostgreSQL work from the start. Older
// ones still open what they sealed.
func (o Options) ring(ctx context.Context, d *db.DB) (*seal.Ring, error) {
	var keys [][]byte
	if o.SecretKey != "" {
		k, err := seal.Read(o.SecretKey)
		if err != nil {
			return nil, fmt.Errorf("the secret key: %w", err)
		}
		keys = append(keys, k)
	}
	if file := o.keyFile(); file != "" {
		k, err := keyIn(file, o.SecretKey == "")
		if err != nil {
			return nil, err
		}
		if k != nil {
			keys = append(keys, k)
		}
	}
	within, err := keyWithin(ctx, d, len(keys) == 0)
	if err != nil {
		return nil, err
	}
	if within != nil {
		keys = append(keys, within)
	}
	ring := seal.New(keys...)
	return ring, o.compare(ctx, d, ring)
}

// keyFile is where the key of an SQLite database lies; "" for others.
func (o Options) keyFile() string {
	if strings.Contains(o.Database, "://") || strings.Contains(o.Database, ":memory:") {
		return ""
	}
	return filepath.Join(filepath.Dir(o.Database), KeyFile)
}

// keyIn reads a key's file; if there is none it makes one, if it may. Of two
// processes that make it at once, one's stays.
func keyIn(file string, mayMake bool) ([]byte, error) {
	text, err := os.ReadFile(file)
	if err == nil {
		k, err := seal.Read(string(text))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		return k, nil
	}
	if !errors.Is(err, fs.ErrNotExist) || !mayMake {
		return nil, ignoreMissing(err)
	}
	fresh, err := os.CreateTemp(filepath.Dir(file), KeyFile+".*") // 0600
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.Remove(fresh.Name()) }()
	if _, err := fresh.WriteString(seal.Write(seal.NewKey()) + "\n"); err != nil {
		return nil, errors.Join(err, fresh.Close())
	}
	if err := errors.Join(fresh.Sync(), fresh.Close()); err != nil {
		return nil, err
	}
	if err := os.Link(fresh.Name(), file); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	return keyIn(file, false)
}

func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// keyWithin reads the key that lies in the database; if there is none it makes
// one, if it may.
func keyWithin(ctx context.Context, d *db.DB, mayMake bool) ([]byte, error) {
	text, err := setting(ctx, d, settingKey)
	if err == nil && text == "" && mayMake {
		fresh := seal.Write(seal.NewKey())
		err = d.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.Global("setting").Ensure(ctx, db.Set("name", settingKey), db.Set("value", fresh))
			return err
		})
		if err == nil {
			text, err = setting(ctx, d, settingKey)
		}
	}
	if err != nil || text == "" {
		return nil, err
	}
	return seal.Read(text)
}

// compare says so in the log when the key is not the one that the database's
// secrets were sealed with: after a backup was restored without it.
func (o Options) compare(ctx context.Context, d *db.DB, ring *seal.Ring) error {
	was, err := setting(ctx, d, settingKeyName)
	if err != nil || was == ring.Name() {
		return err
	}
	if was != "" {
		o.Log.Warn("the secret key is not the one this database was last used with: codes of authenticator apps that were set up under the other are refused, recovery codes still work; if this was no intention, bring the other key back",
			"file", o.keyFile(), "option", "--secret-key")
	}
	return d.Write(ctx, func(tx *db.Tx) error {
		return tx.Global("setting").Upsert(ctx, db.Set("name", settingKeyName), db.Set("value", ring.Name()))
	})
}

func setting(ctx context.Context, d *db.DB, name string) (string, error) {
	var found []string
	err := d.Read(ctx, func(tx *db.Tx) (err error) {
		found, err = db.All(ctx, tx, db.Global("s.value", "setting s").And("s.name = ?", name), db.Scan1[string])
		return err
	})
	if err != nil || len(found) == 0 {
		return "", err
	}
	return found[0], nil
}
