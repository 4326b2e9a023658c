package database_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"siamface/model/database"
	"siamface/model/database/testserver"
)

// TestUnreachable: what can't be opened is said in one line, which names the reason and no password.
func TestUnreachable(t *testing.T) {
	for address, want := range map[string]string{
		"postgres://anna:secret@127.0.0.1:1/x":          "nothing answers there",
		"postgres://anna:secret@no.such.host.invalid/x": "there is no computer called no.such.host.invalid",
		"postgres://anna:secret@/x?host=/nowhere":       "no server runs on this machine",
		filepath.Join(t.TempDir(), "none", "a.db"):      "none isn't there",
	} {
		_, err := database.Open(t.Context(), address)
		if err == nil || !strings.Contains(err.Error(), want) || strings.ContainsAny(err.Error(), "\n\t") || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v; want %q", address, err, want)
		}
	}
}

// TestNotLetIn: what a server, or a file, has against its use is said in words, with its own below them.
func TestNotLetIn(t *testing.T) {
	t.Run("server", func(t *testing.T) {
		address := testserver.Address(t)
		for from, want := range map[string]string{
			"/test":            "it has no database of that name; createdb makes one",
			"siamface@":        "there is no such role",
			"?sslmode=disable": "it speaks no TLS",
		} {
			to := map[string]string{
				"/test": "/none", "siamface@": "nobody@", "?sslmode=disable": "?sslmode=require",
			}[from]
			_, err := database.Open(t.Context(), strings.Replace(address, from, to, 1))
			if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "failed to connect") {
				t.Errorf("%s: %v; want %q", to, err, want)
			}
		}
	})
	for err, want := range map[error]string{
		&pgconn.PgError{Code: "53100"}: "its disk is full", &pgconn.PgError{Code: "53300"}: "all its connections are taken",
		&pgconn.PgError{Code: "42501", Message: "permission denied"}: "it may perhaps only read (42501: permission denied)", errors.New("else"): "else",
	} {
		if got := database.Explain(fmt.Errorf("x: %w", err)); !strings.Contains(got.Error(), want) || !errors.Is(database.Explain(got), err) || strings.Count(got.Error(), want) != 1 {
			t.Errorf("%v: %v; want %q", err, got, want)
		}
	}
	for address, refused := range map[string]bool{"mysql://a/b": true, "a/b.db": false, "postgres://a/b": false, "/a://b": false} {
		if err := database.CheckAddress(address); (err != nil) != refused {
			t.Errorf("%s: %v", address, err)
		}
	}
}
