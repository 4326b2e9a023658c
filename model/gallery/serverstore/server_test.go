package serverstore_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"siamface/model/database/testserver"
	"siamface/model/gallery/serverstore"
	"siamface/model/gallery/store"
	"siamface/model/gallery/storetest"
)

func TestMain(m *testing.M) { testserver.Main(m) }

func open(t *testing.T, address string, create bool) *serverstore.Server {
	t.Helper()
	s, err := serverstore.Open(t.Context(), address, create)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestStore(t *testing.T) {
	addresses := map[string]string{} // by the tests' names
	storetest.Run(t, func(t *testing.T) store.Store {
		address, again := addresses[t.Name()]
		if !again {
			address = testserver.Address(t)
			addresses[t.Name()] = address
		}
		return open(t, address, true)
	})
}

func drawPhotos(people, each int, size int) (photos []store.Photo) {
	random := rand.New(rand.NewPCG(4, 4))
	for p := range people {
		for k := range each {
			photo := store.Photo{Person: fmt.Sprintf("p%d", p), Path: fmt.Sprintf("/%d/%d", p, k), SHA256: fmt.Sprintf("%d-%d", p, k)}
			for range size {
				photo.Embedding = append(photo.Embedding, float32(random.NormFloat64()))
			}
			photos = append(photos, photo)
		}
	}
	return photos
}

// An index answers like a search of all but for a few, and says how many.
func TestIndex(t *testing.T) {
	s := open(t, testserver.Address(t), true)
	if _, err := s.BuildIndex(t.Context()); err == nil || !strings.Contains(err.Error(), "empty") {
		t.Errorf("an index of nothing: %v", err)
	}
	const size = 32
	photos := drawPhotos(500, 2, size)
	if _, err := s.Add(t.Context(), store.Network{Name: "n", Size: size}, photos); err != nil {
		t.Fatal(err)
	}
	r, err := s.BuildIndex(t.Context())
	if err != nil || r.Queries != 200 || r.Ten < 0.95 || r.Closest < 0.95 || r.Ten > 1 {
		t.Errorf("recall %+v, %v", r, err)
	}
	if there, err := s.HasIndex(t.Context()); err != nil || !there {
		t.Errorf("there is no index: %v", err)
	}
	if hits, err := s.Search(t.Context(), photos[77].Embedding, 5); err != nil || len(hits[0]) != 5 || hits[0][0].Path != photos[77].Path {
		t.Errorf("found %v, %v", hits, err)
	}
	if err := s.DropIndex(t.Context()); err != nil {
		t.Error(err)
	}
	if there, err := s.HasIndex(t.Context()); err != nil || there {
		t.Errorf("there still is an index: %v", err)
	}
}

// Who may only read searches, and can't change anything.
func TestReader(t *testing.T) {
	address := testserver.Address(t)
	s := open(t, address, true)
	const size = 4
	photos := drawPhotos(3, 2, size)
	if _, err := s.Add(t.Context(), store.Network{Name: "n", Size: size}, photos); err != nil {
		t.Fatal(err)
	}
	admin, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = admin.Close(context.WithoutCancel(t.Context())) }()
	if _, err := admin.Exec(t.Context(), serverstore.GrantReading("only_reads")); err == nil {
		t.Error("rights for a role that isn't there")
	}
	if _, err := admin.Exec(t.Context(), "CREATE ROLE only_reads LOGIN; "+serverstore.GrantReading("only_reads")); err != nil {
		t.Fatal(err)
	}
	reader := open(t, strings.Replace(address, "siamface@", "only_reads@", 1), true)
	if hits, err := reader.Search(t.Context(), photos[2].Embedding, 1); err != nil || hits[0][0].Person != "p1" {
		t.Errorf("a reader finds %v, %v", hits, err)
	}
	for name, change := range map[string]func() error{
		"add": func() error {
			_, err := reader.Add(t.Context(), store.Network{Name: "n", Size: size}, drawPhotos(9, 1, size))
			return err
		},
		"forget": func() error { _, err := reader.Forget(t.Context(), "p1"); return err },
		"index":  func() error { _, err := reader.BuildIndex(t.Context()); return err },
	} {
		if err := change(); err == nil || !strings.Contains(err.Error(), "only_reads@") && !strings.Contains(err.Error(), "may perhaps only read") {
			t.Errorf("%s by a reader: %v", name, err)
		}
	}
	if people, err := s.People(t.Context()); err != nil || len(people) != 3 {
		t.Errorf("%v, %v", people, err)
	}
}

func TestMissing(t *testing.T) {
	if _, err := serverstore.Open(t.Context(), testserver.Address(t), false); !errors.Is(err, store.ErrMissing) {
		t.Errorf("no gallery: %v", err)
	}
}
