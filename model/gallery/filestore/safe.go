package filestore

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"filippo.io/age"

	"siamface/model/file"
	"siamface/model/gallery/store"
	"siamface/model/spelling"
)

// ageHead is what an encrypted file begins with.
const ageHead = "age-encryption.org/v1"

// workFactor is the logarithm of scrypt's cost: age's own, about a second. Tests take less.
var workFactor = 18

// safe is the encrypted file of a gallery, whose database is in memory alone. Nothing of it is ever on disk unencrypted.
type safe struct {
	path       string
	passphrase string
	seen       os.FileInfo // of the file, when it was last read or written
}

var errPassphrase = errors.New("the passphrase is wrong, or the file is damaged")

// openSafe asks for the passphrase of an encrypted file.
func openSafe(path string, fresh bool, ask func(again bool) (string, error)) (*safe, error) {
	if ask == nil {
		return nil, fmt.Errorf("the gallery %s is encrypted: it needs its passphrase", spelling.Show(path))
	}
	passphrase, err := ask(fresh)
	if err != nil {
		return nil, err
	}
	if passphrase == "" {
		return nil, errors.New("the passphrase is empty")
	}
	return &safe{path: path, passphrase: passphrase}, nil
}

// read decrypts the file; nil where there is none yet.
func (s *safe) read() ([]byte, error) {
	in, err := os.Open(s.path)
	if os.IsNotExist(err) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("can't open the gallery %s: %w", spelling.Show(s.path), err)
	}
	defer in.Close()
	info, err := in.Stat()
	if err != nil {
		return nil, err
	}
	identity, err := age.NewScryptIdentity(s.passphrase)
	if err != nil {
		return nil, err
	}
	plain, err := age.Decrypt(in, identity)
	if err != nil {
		return nil, &explained{fmt.Sprintf("can't open the gallery %s: %v", spelling.Show(s.path), errPassphrase), errors.Join(errPassphrase, err)}
	}
	data, err := io.ReadAll(plain)
	if err != nil {
		return nil, &explained{fmt.Sprintf("can't open the gallery %s: %v", spelling.Show(s.path), errDamaged), errors.Join(errDamaged, err)}
	}
	s.seen = info
	return data, nil
}

// write encrypts a database into the file, which is whole or as it was.
func (s *safe) write(data []byte) error {
	recipient, err := age.NewScryptRecipient(s.passphrase)
	if err != nil {
		return err
	}
	recipient.SetWorkFactor(workFactor)
	err = file.Write(s.path, 0o600, func(w io.Writer) error {
		sealed, err := age.Encrypt(w, recipient)
		if err != nil {
			return err
		}
		if _, err := io.Copy(sealed, bytes.NewReader(data)); err != nil {
			return err
		}
		return sealed.Close()
	})
	if err == nil {
		s.seen, err = os.Stat(s.path)
	}
	return err
}

// isOld tells whether somebody else has written the file since it was last read or written here.
func (s *safe) isOld() bool {
	now, err := os.Stat(s.path)
	if err != nil || s.seen == nil {
		return err == nil
	}
	return !os.SameFile(now, s.seen) || now.Size() != s.seen.Size() || !now.ModTime().Equal(s.seen.ModTime())
}

// waiting is how long a writer waits for another one, in steps of waitingStep.
const waiting, waitingStep = 15 * time.Second, 20 * time.Millisecond

// hold has the file for one writer. It waits a while for another one.
func (s *safe) hold(ctx context.Context) (release func(), err error) {
	for end := time.Now().Add(waiting); ; {
		held, err := file.Hold(s.path, "gallery")
		switch {
		case err == nil:
			return held.Release, nil
		case !errors.Is(err, file.ErrHeld):
			return nil, err
		case time.Now().After(end):
			return nil, &explained{err.Error(), errors.Join(err, store.ErrBusy)}
		}
		select {
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		case <-time.After(waitingStep):
		}
	}
}

// openMemory opens a database in memory, which has one connection: each would be another database.
func openMemory() (*sql.DB, error) {
	db, err := sql.Open("sqlite", "file::memory:?_txlock=immediate&_pragma=page_size(32768)&_pragma=secure_delete(ON)&_pragma=temp_store(MEMORY)")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	db.SetMaxIdleConns(1)
	db.SetConnMaxLifetime(0)
	return db, nil
}

// withConnection runs do on the driver's own connection.
func withConnection[C any](ctx context.Context, db *sql.DB, do func(c C) error) error {
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	return conn.Raw(func(raw any) error {
		c, ok := raw.(C)
		if !ok {
			return errors.New("the database can't be taken out of memory")
		}
		return do(c)
	})
}

// serialize is a database as the bytes of its file.
func serialize(ctx context.Context, db *sql.DB) (data []byte, err error) {
	err = withConnection(ctx, db, func(c interface{ Serialize() ([]byte, error) }) (err error) {
		data, err = c.Serialize()
		return err
	})
	return data, err
}

// deserialize makes a database of the bytes of its file.
func deserialize(ctx context.Context, db *sql.DB, data []byte) error {
	return withConnection(ctx, db, func(c interface{ Deserialize([]byte) error }) error { return c.Deserialize(data) })
}
