package archive

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"strings"

	"filippo.io/age"
	"github.com/klauspost/compress/zstd"

	"keyhouse/fault"
)

// Recipients reads public keys, one a line; lines that begin with # are notes.
func Recipients(text string) ([]age.Recipient, error) {
	const say = "This is no public key. One begins with age1 and is made by: keyhouse key FILE, or by age-keygen."
	if strings.Contains(strings.ToUpper(text), "AGE-SECRET-KEY") {
		return nil, fault.Bad("archive.Recipients", "recipients",
			"This is a secret key. Nobody should see it, this server least of all: make a new pair and enter the public key, which begins with age1.")
	}
	all, err := age.ParseRecipients(strings.NewReader(text))
	if err != nil {
		return nil, &fault.Fault{Kind: fault.Invalid, Op: "archive.Recipients", Field: "recipients", Say: say, Err: err}
	}
	return all, nil
}

// Identities reads secret keys as keyhouse key and age-keygen write them.
func Identities(text string) ([]age.Identity, error) {
	all, err := age.ParseIdentities(strings.NewReader(text))
	if err != nil {
		return nil, &fault.Fault{Kind: fault.Invalid, Op: "archive.Identities", Field: "identity",
			Say: "This file holds no secret key: one begins with AGE-SECRET-KEY-1.", Err: fmt.Errorf("reading the key: %w", err)}
	}
	return all, nil
}

// NewKey makes a pair: the secret one is to be kept where no server sees it.
func NewKey() (secret, public string, err error) {
	k, err := age.GenerateX25519Identity()
	if err != nil {
		return "", "", err
	}
	return k.String(), k.Recipient().String(), nil
}

// Seal encrypts what is written to it, packed, onto w. Close it, then w.
func Seal(w io.Writer, to []age.Recipient) (io.WriteCloser, error) {
	if len(to) == 0 {
		return nil, &fault.Fault{Kind: fault.Invalid, Op: "archive.Seal", Field: "recipients",
			Say: "There is nobody to encrypt the backup to. Enter a public key first."}
	}
	locked, err := age.Encrypt(w, to...)
	if err != nil {
		return nil, err
	}
	packed, err := zstd.NewWriter(locked, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(2))
	if err != nil {
		return nil, err
	}
	return &sealed{packed, locked}, nil
}

type sealed struct{ packed, locked io.WriteCloser }

func (s *sealed) Write(b []byte) (int, error) { return s.packed.Write(b) }

// Close writes the ends of both layers.
func (s *sealed) Close() error {
	if err := s.packed.Close(); err != nil {
		return err
	}
	return s.locked.Close()
}

// Open reads a sealed archive with one of the keys. Close it.
func Open(r io.Reader, keys []age.Identity) (*Opened, error) {
	in := bufio.NewReaderSize(r, 256<<10)
	if begin, err := in.Peek(len(intro)); !Sealed(begin) {
		if strings.HasPrefix(intro, string(begin)) {
			return nil, Explain(err)
		}
		return nil, notOurs
	}
	plain, err := age.Decrypt(in, keys...)
	if err != nil {
		return nil, Explain(err)
	}
	packed, err := zstd.NewReader(plain, zstd.WithDecoderConcurrency(2))
	if err != nil {
		return nil, Explain(err)
	}
	reader, err := NewReader(packed)
	if err != nil {
		packed.Close()
		return nil, err
	}
	return &Opened{reader, packed}, nil
}

// Opened is an archive being read.
type Opened struct {
	*Reader
	packed *zstd.Decoder
}

// Close lets go of what reading needed.
func (o *Opened) Close() { o.packed.Close() }

// Sealed reports whether a file begins as a sealed archive does: all that can
// be said without a key.
func Sealed(begin []byte) bool { return bytes.HasPrefix(begin, []byte(intro)) }

const intro = "age-encryption.org/v1\n"
