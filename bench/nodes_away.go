package bench

import (
	"context"
	"errors"
	"net/url"
	"strings"

	"github.com/jackc/pgx/v5"
)

// refuse has a database go away as far as anybody using it can tell: every
// connection is cut and none is let in until back is called. It takes the right
// to alter the database, and another one of the server to do it from.
func refuse(ctx context.Context, dsn string) (back func() error, err error) {
	at, err := url.Parse(dsn)
	if err != nil {
		return nil, err
	}
	name := strings.TrimPrefix(at.Path, "/")
	if at.Path = "/postgres"; name == "postgres" {
		at.Path = "/template1"
	}
	conn, err := pgx.Connect(ctx, at.String())
	if err != nil {
		return nil, err
	}
	letIn := func(yes string) error {
		_, err := conn.Exec(context.WithoutCancel(ctx), "ALTER DATABASE "+pgx.Identifier{name}.Sanitize()+" WITH ALLOW_CONNECTIONS "+yes)
		return err
	}
	back = func() error { return errors.Join(letIn("true"), conn.Close(context.WithoutCancel(ctx))) }
	if err := letIn("false"); err != nil {
		return nil, errors.Join(err, conn.Close(ctx))
	}
	if _, err := conn.Exec(ctx, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name); err != nil {
		return nil, errors.Join(err, back())
	}
	return back, nil
}
