package mail

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"
)

const (
	// politeness is how long the server may take for each step up to the mail's text.
	// Giving up there costs nothing: nothing has been handed in.
	politeness = 30 * time.Second
	// acceptance is how long it may take to accept the text: RFC 5321, 4.5.3.2.6. Who
	// gives up sooner hands in again what a slow server delivers all the same.
	acceptance = 10 * time.Minute
	// farewell is how much of that there is for a node that goes down.
	farewell = 5 * time.Second
)

// doubt is the error of a mail of which the server did not say whether it took it.
type doubt struct{ error }

func (d doubt) Unwrap() error { return d.error }

// inDoubt reports whether the server may have taken the mail in spite of err.
func inDoubt(err error) bool { return errors.As(err, new(doubt)) }

// The stages of handing a mail in. One that was left is not handed in any more.
const (
	greeting int32 = iota
	telling
	left
)

var errLeft = errors.New("mail: the node goes down")

// handing is one mail on its way into the server's hands.
type handing struct {
	server *server
	stage  atomic.Int32
	client *smtp.Client
	msg    *gomail.Msg
}

// hand hands m in. If ctx ends before the text is on its way the server gets
// nothing; after that its answer is worth waiting for a little.
func (s *server) hand(ctx context.Context, m Full) error {
	h := &handing{server: s}
	msg, err := s.message(m, h.begun)
	if err != nil {
		return refused{err}
	}
	h.msg = msg
	ended := make(chan error, 1)
	go func() { ended <- h.talk(ctx) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	if h.stage.CompareAndSwap(greeting, left) {
		return ctx.Err()
	}
	select {
	case err := <-ended:
		return err
	case <-time.After(farewell):
		return doubt{ctx.Err()}
	}
}

// begun is called when the text is about to go out.
func (h *handing) begun() error {
	if !h.stage.CompareAndSwap(greeting, telling) {
		return errLeft
	}
	return h.client.UpdateDeadline(acceptance)
}

// talk is the conversation. A mail that the server has accepted is sent, however
// the two part then.
func (h *handing) talk(ctx context.Context) error {
	client, err := gomail.NewClient(h.server.host, h.server.options...)
	if err != nil {
		return err
	}
	if h.client, err = client.DialToSMTPClientWithContext(ctx); err != nil {
		return err
	}
	defer func() { _ = client.CloseWithSMTPClient(h.client) }()
	err = client.SendWithSMTPClient(h.client, h.msg)
	var sent *gomail.SendError
	switch {
	case h.msg.IsDelivered():
		return nil
	case errors.As(err, &sent) && sent.Reason == gomail.ErrSMTPDataClose && sent.ErrorCode() == 0:
		return doubt{err}
	}
	return err
}
