package mail

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	netmail "net/mail"
	"net/url"
	"os"
	"strconv"
	"strings"

	gomail "github.com/wneessen/go-mail"

	"keyhouse/jobs"
)

// server is where mail is handed in, and as whom.
type server struct {
	host    string
	shown   Settings
	options []gomail.Option
	from    *netmail.Address
}

// parseServer reads smtp:// (TLS if the server offers it), starttls:// (TLS or
// nothing) and smtps:// (TLS from the first byte). ?helo=NAME names this host
// to servers that refuse its own name.
func parseServer(address, from string) (*server, error) {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" {
		return nil, errors.New("the SMTP address must look like smtp://user:password@host:port")
	}
	s := &server{host: u.Hostname(), options: []gomail.Option{gomail.WithTimeout(politeness), gomail.WithHELO(helo(u))}}
	ports := map[string]int{"smtp": 25, "starttls": 587, "smtps": 465}
	port, known := ports[u.Scheme]
	if !known {
		return nil, fmt.Errorf("the SMTP address begins with %s://, want smtp://, starttls:// or smtps://…", u.Scheme)
	}
	if p, err := strconv.Atoi(u.Port()); err == nil {
		port = p
	}
	s.options = append(s.options, gomail.WithPort(port), security(u.Scheme))
	s.shown = Settings{Host: s.host, Port: port, Security: u.Scheme, SignsIn: u.User != nil}
	if u.User != nil {
		password, _ := u.User.Password()
		s.options = append(s.options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover),
			gomail.WithUsername(u.User.Username()), gomail.WithPassword(password))
	}
	if from == "" {
		from = "Keyhouse <keyhouse@" + u.Hostname() + ">"
	}
	if s.from, err = netmail.ParseAddress(from); err != nil {
		return nil, fmt.Errorf("the sender %q is no mail address: %w", from, err)
	}
	s.shown.From = s.from.String()
	return s, nil
}

func security(scheme string) gomail.Option {
	switch scheme {
	case "smtps":
		return gomail.WithSSL()
	case "starttls":
		return gomail.WithTLSPolicy(gomail.TLSMandatory)
	}
	return gomail.WithTLSPolicy(gomail.TLSOpportunistic)
}

// helo is a name strict servers accept: one with a dot in it.
func helo(u *url.URL) string {
	if h := u.Query().Get("helo"); h != "" {
		return h
	}
	if h, err := os.Hostname(); err == nil && strings.Contains(h, ".") {
		return h
	}
	return "keyhouse.localdomain"
}

// message builds the mail. Its Message-ID is the mail's own id, so that a mail
// handed in twice – after a crash at the wrong moment – is seen to be one. begun is
// called when its text goes out, and can still keep it back.
func (s *server) message(m Full, begun func() error) (*gomail.Msg, error) {
	msg := gomail.NewMsg()
	msg.FromMailAddress(s.from)
	if err := msg.AddToFormat(m.ToName, m.To); err != nil {
		return nil, err
	}
	_, domain, _ := strings.Cut(s.from.Address, "@")
	msg.SetMessageIDWithValue(m.ID.String() + "@" + domain)
	msg.SetDateWithValue(m.Created)
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.Subject(m.Subject)
	msg.SetBodyWriter(gomail.TypeTextPlain, func(to io.Writer) (int64, error) {
		if err := begun(); err != nil {
			return 0, err
		}
		n, err := io.WriteString(to, m.Text)
		return int64(n), err
	})
	if m.HTML != "" {
		msg.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	}
	for _, f := range m.Attachments {
		err := msg.AttachReader(f.Name, bytes.NewReader(f.Data), gomail.WithFileContentType(gomail.ContentType(f.Type)))
		if err != nil {
			return nil, err
		}
	}
	return msg, nil
}

// refused is a mail that no server would take as it is.
type refused struct{ error }

func (r refused) Unwrap() error { return r.error }

// permanent reports whether trying again is pointless: the mail is malformed
// or the server said 5xx. A server that cannot be reached may be back later.
func permanent(err error) bool {
	var sent *gomail.SendError
	return errors.As(err, new(refused)) || errors.As(err, &sent) && !sent.IsTemp() && sent.ErrorCode() >= 500
}

// inWords tells the office what went wrong.
func inWords(err error) string {
	var sent *gomail.SendError
	switch {
	case err == nil:
		return ""
	case errors.As(err, new(refused)):
		return "The address is not one that mail can be sent to: " + clip(err)
	case errors.As(err, &sent) && permanent(err):
		return "The mail server refused the mail: " + clip(err)
	case errors.As(err, &sent) && sent.IsTemp():
		return "The mail server asked to try again later: " + clip(err)
	case inDoubt(err):
		return "The mail server did not say whether it took the mail, so it is tried again and may come twice: " + clip(err)
	}
	return "The mail server could not be reached: " + clip(err)
}

func clip(err error) string {
	text := []rune(oneLine(strings.ToValidUTF8(err.Error(), "?")))
	return string(text[:min(len(text), 400)])
}

// short is the cause without anybody's address in it.
func short(err error) error {
	var sent *gomail.SendError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &sent) && permanent(err):
		return jobs.GiveUp(fmt.Errorf("the mail server said %d", sent.ErrorCode()))
	case errors.As(err, &sent) && sent.ErrorCode() > 0:
		return fmt.Errorf("the mail server said %d", sent.ErrorCode())
	case permanent(err):
		return jobs.GiveUp(errors.New("the mail cannot be sent as it is"))
	case inDoubt(err):
		return errors.New("the mail server did not say whether it took the mail")
	}
	return errors.New("the mail server could not be reached")
}
