package filestore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"siamface/model/gallery/store"
	"siamface/model/spelling"
)

// Network is store.Store's.
func (f *File) Network(ctx context.Context) (store.Network, error) {
	n, err := readNetwork(ctx, f.db)
	return n, explainError(f.path, err)
}

func readNetwork(ctx context.Context, q queryer) (n store.Network, err error) {
	if n.Name, err = readAbout(ctx, q, keyNetwork); err != nil || n.Name == "" {
		return n, err
	}
	size, err := readAbout(ctx, q, keySize)
	if err != nil {
		return n, err
	}
	if n.Size, err = strconv.Atoi(size); err != nil || n.Size < 1 {
		return n, errDamaged
	}
	return n, nil
}

func writeNetwork(ctx context.Context, tx *sql.Tx, n store.Network) error {
	if err := writeAbout(ctx, tx, keyNetwork, n.Name); err != nil {
		return err
	}
	return writeAbout(ctx, tx, keySize, strconv.Itoa(n.Size))
}

// markChange ends a change: people without photos are gone, and the gallery's revision is another one.
func markChange(ctx context.Context, tx *sql.Tx) error {
	if _, err := tx.ExecContext(ctx, "DELETE FROM person WHERE NOT EXISTS (SELECT 1 FROM photo WHERE photo.person = person.id)"); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, "UPDATE about SET value = value + 1 WHERE key = ?", keyRevision)
	return err
}

// Add is store.Store's.
func (f *File) Add(ctx context.Context, n store.Network, photos []store.Photo) (added int, err error) {
	err = f.applyChange(ctx, func(tx *sql.Tx) error {
		added = 0
		has, err := readNetwork(ctx, tx)
		if err != nil {
			return err
		}
		fresh, err := store.CheckNetwork(has, n)
		if fresh {
			err = writeNetwork(ctx, tx, n)
		}
		if err != nil {
			return err
		}
		w, err := prepareWriter(ctx, tx, n.Size)
		if err != nil {
			return err
		}
		defer w.close()
		for _, p := range photos {
			fresh, err := w.addPhoto(ctx, p)
			if err != nil {
				return err
			}
			if fresh {
				added++
			}
		}
		return markChange(ctx, tx)
	})
	return added, err
}

// FindStored is store.Store's.
func (f *File) FindStored(ctx context.Context, sums []string) (map[string][]store.Stored, error) {
	found := map[string][]store.Stored{}
	for _, sum := range sums {
		err := readRows(ctx, f.db, func(rows *sql.Rows) error {
			var s store.Stored
			err := rows.Scan(&s.Person, &s.Path, &s.Box[0], &s.Box[1], &s.Box[2], &s.Box[3])
			found[sum] = append(found[sum], s)
			return err
		}, "SELECT person.name, path, x, y, w, h FROM photo JOIN person ON person.id = photo.person WHERE sha256 = ? ORDER BY photo.id", sum)
		if err != nil {
			return nil, explainError(f.path, err)
		}
	}
	return found, nil
}

// People is store.Store's.
func (f *File) People(ctx context.Context) ([]store.Person, error) {
	people := []store.Person{}
	err := readRows(ctx, f.db, func(rows *sql.Rows) error {
		var p store.Person
		err := rows.Scan(&p.Name, &p.Photos)
		people = append(people, p)
		return err
	}, "SELECT name, (SELECT count(*) FROM photo WHERE photo.person = person.id) FROM person")
	store.SortPeople(people)
	return people, explainError(f.path, err)
}

// readRows calls each with every row of a query.
func readRows(ctx context.Context, q queryer, each func(rows *sql.Rows) error, query string, args ...any) error {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := each(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// Photos is store.Store's.
func (f *File) Photos(ctx context.Context, person string) ([]store.Photo, error) {
	photos := []store.Photo{}
	err := readRows(ctx, f.db, func(rows *sql.Rows) error {
		var p store.Photo
		err := rows.Scan(&p.Person, &p.Path, &p.SHA256, &p.Box[0], &p.Box[1], &p.Box[2], &p.Box[3], &p.Length)
		photos = append(photos, p)
		return err
	}, `SELECT name, path, sha256, x, y, w, h, length FROM photo JOIN person ON person.id = photo.person
		WHERE ? = '' OR person.key = ? ORDER BY photo.id`, person, spelling.Key(person))
	if err != nil {
		return nil, explainError(f.path, err)
	}
	if person != "" && len(photos) == 0 {
		return nil, store.Nobody(person)
	}
	return photos, nil
}

// findPerson is a person's number.
func findPerson(ctx context.Context, tx *sql.Tx, name string) (id int64, err error) {
	err = tx.QueryRowContext(ctx, "SELECT id FROM person WHERE key = ?", spelling.Key(name)).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		err = store.Nobody(name)
	}
	return id, err
}

// makePerson is findPerson of somebody who may be new.
func makePerson(ctx context.Context, tx *sql.Tx, name string) (id int64, err error) {
	id, err = findPerson(ctx, tx, name)
	if !errors.Is(err, store.ErrNobody) {
		return id, err
	}
	made, err := tx.ExecContext(ctx, "INSERT INTO person (name, key) VALUES (?, ?)", name, spelling.Key(name))
	if err != nil {
		return 0, err
	}
	return made.LastInsertId()
}

// Remove is store.Store's.
func (f *File) Remove(ctx context.Context, person string, paths []string) (removed int, err error) {
	err = f.applyChange(ctx, func(tx *sql.Tx) error {
		removed = 0
		id, err := findPerson(ctx, tx, person)
		if err != nil {
			return err
		}
		for _, path := range paths {
			var photo int64
			err := tx.QueryRowContext(ctx, "SELECT id FROM photo WHERE person = ? AND path = ? ORDER BY id LIMIT 1", id, path).Scan(&photo)
			if errors.Is(err, sql.ErrNoRows) {
				return fmt.Errorf("%s isn't among the photos of %s; nothing was removed", spelling.Show(path), spelling.Show(person))
			}
			if err == nil {
				err = runAll(ctx, tx, "DELETE FROM embedding WHERE photo = ?; DELETE FROM photo WHERE id = ?", photo, photo)
			}
			if err != nil {
				return err
			}
			removed++
		}
		return markChange(ctx, tx)
	})
	return removed, err
}

// runAll runs statements, parted by semicolons, each of which takes as many of the arguments as it has question marks.
func runAll(ctx context.Context, tx *sql.Tx, statements string, args ...any) error {
	for _, s := range strings.Split(statements, ";") {
		n := strings.Count(s, "?")
		if _, err := tx.ExecContext(ctx, s, args[:n]...); err != nil {
			return err
		}
		args = args[n:]
	}
	return nil
}

// Merge is store.Store's.
func (f *File) Merge(ctx context.Context, into string, from []string) (moved int, err error) {
	err = f.applyChange(ctx, func(tx *sql.Tx) error {
		moved = 0
		var ids []int64
		for _, name := range from {
			id, err := findPerson(ctx, tx, name)
			if err != nil {
				return err
			}
			ids = append(ids, id)
		}
		to, err := makePerson(ctx, tx, into)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "UPDATE person SET name = ? WHERE id = ?", into, to); err != nil {
			return err
		}
		for _, id := range ids {
			if id == to {
				continue
			}
			result, err := tx.ExecContext(ctx, "UPDATE photo SET person = ? WHERE person = ?", to, id)
			if err != nil {
				return err
			}
			n, _ := result.RowsAffected() // which SQLite always knows
			moved += int(n)
			if err := runAll(ctx, tx, "UPDATE embedding SET person = ? WHERE person = ?; DELETE FROM person WHERE id = ?", to, id, id); err != nil {
				return err
			}
		}
		return markChange(ctx, tx)
	})
	return moved, err
}

// Forget is store.Store's. What is deleted is overwritten with zeros (secure_delete), and the file then written anew without it (VACUUM).
func (f *File) Forget(ctx context.Context, person string) (forgotten int, err error) {
	err = f.applyChange(ctx, func(tx *sql.Tx) error {
		id, err := findPerson(ctx, tx, person)
		if err != nil {
			return err
		}
		if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM photo WHERE person = ?", id).Scan(&forgotten); err != nil {
			return err
		}
		err = runAll(ctx, tx, "DELETE FROM embedding WHERE person = ?; DELETE FROM photo WHERE person = ?; DELETE FROM person WHERE id = ?", id, id, id)
		if err != nil {
			return err
		}
		return forgetRecalled(ctx, tx)
	})
	if err != nil {
		return 0, err
	}
	return forgotten, f.rewrite(ctx)
}

// ForgetPhotos is store.Store's. What is deleted is overwritten and the file written anew, as Forget does it.
func (f *File) ForgetPhotos(ctx context.Context, sums []string) (forgotten int, err error) {
	err = f.applyChange(ctx, func(tx *sql.Tx) error {
		forgotten = 0
		for _, sum := range sums {
			if _, err := tx.ExecContext(ctx, "DELETE FROM embedding WHERE photo IN (SELECT id FROM photo WHERE sha256 = ?)", sum); err != nil {
				return err
			}
			result, err := tx.ExecContext(ctx, "DELETE FROM photo WHERE sha256 = ?", sum)
			if err != nil {
				return err
			}
			n, _ := result.RowsAffected() // which SQLite always knows
			forgotten += int(n)
		}
		if forgotten == 0 {
			return nil
		}
		return forgetRecalled(ctx, tx)
	})
	if err != nil || forgotten == 0 {
		return 0, err
	}
	return forgotten, f.rewrite(ctx)
}

// forgetRecalled ends a change that took people away for good: what was measured on all of them is gone too.
func forgetRecalled(ctx context.Context, tx *sql.Tx) error {
	if _, err := tx.ExecContext(ctx, "DELETE FROM about WHERE key LIKE ?", keyRecalled+"%"); err != nil {
		return err
	}
	return markChange(ctx, tx)
}

// rewrite writes the file anew without what was deleted.
func (f *File) rewrite(ctx context.Context) error {
	if _, err := f.db.ExecContext(ctx, "VACUUM"); err != nil {
		return fmt.Errorf("they were deleted and overwritten, but the file could not be written anew: %w", explainError(f.path, err))
	}
	return f.saveSafe(ctx)
}

// Replace is store.Store's.
func (f *File) Replace(ctx context.Context, n store.Network, photos []store.Photo) error {
	return f.applyChange(ctx, func(tx *sql.Tx) error {
		if err := runAll(ctx, tx, "DELETE FROM embedding; DELETE FROM photo; DELETE FROM person"); err != nil {
			return err
		}
		if err := writeNetwork(ctx, tx, n); err != nil {
			return err
		}
		w, err := prepareWriter(ctx, tx, n.Size)
		if err != nil {
			return err
		}
		defer w.close()
		for _, p := range photos {
			if _, err := w.addPhoto(ctx, p); err != nil {
				return err
			}
		}
		return markChange(ctx, tx)
	})
}

// Revision is store.Store's.
func (f *File) Revision(ctx context.Context) (revision int64, err error) {
	err = f.db.QueryRowContext(ctx, "SELECT value FROM about WHERE key = ?", keyRevision).Scan(&revision)
	return revision, explainError(f.path, err)
}

// Remember is store.Store's.
func (f *File) Remember(ctx context.Context, key, text string) error {
	return f.applyChange(ctx, func(tx *sql.Tx) error { return writeAbout(ctx, tx, keyRecalled+key, text) })
}

// Recall is store.Store's.
func (f *File) Recall(ctx context.Context, key string) (string, error) {
	text, err := readAbout(ctx, f.db, keyRecalled+key)
	return text, explainError(f.path, err)
}
