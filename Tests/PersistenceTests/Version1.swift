import Autoscaling

/// A database as version 1 of the schema left it, by `.dump` of sqlite3(1). It is never made anew: it stands for the
/// files that are out there.
enum Version1 {
    /// The service in it: what has been added to the record since is as if it had never been set.
    static var service: ServiceRecord {
        var service = Sample.service()
        service.lastKnownHybrid = nil
        service.skipped = []
        service.owed = []
        service.appliesScheduledState = false
        service.intent?.mayHaveActed = false
        if let intent = service.intent { service.intent?.occurrence = known(intent.occurrence) }
        service.last = service.last.map(known)
        return service
    }

    /// Likewise an occurrence in it.
    static func known(_ occurrence: Occurrence) -> Occurrence {
        var occurrence = occurrence
        (occurrence.unsent, occurrence.reopenedAt) = (0, nil)
        return occurrence
    }

    static let sql = """
        PRAGMA application_id = 1416193125;
        PRAGMA user_version = 1;
        BEGIN TRANSACTION;
        CREATE TABLE service (
            service_id TEXT NOT NULL PRIMARY KEY,
            record BLOB NOT NULL
        ) WITHOUT ROWID;
        INSERT INTO service VALUES('ms-h29wqz2b-1',X'0a0d6d732d68323977717a32622d311100c036aebce5ea181a6b0a0\
        c6d6f726e696e672d7065616b125b0a2b302033302038202a202a20312d350a417369612f5368616e676861690a2a202a202\
        a20312d37203130202a1100d8bf65a5e5ea181801210068efb5aee5ea182a186170706c6965642028636c616d70656420313\
        2e2869238291a2e0a056e6967687412250a1a302030203232202a202a202a0a417369612f5368616e676861691100f0481d8\
        ee5ea1822210a14323032372d30312d32365431313a34363a32325a110008d2d476e5ea1818012adb010aba010a280a0d6d7\
        32d68323977717a32622d31120e0a0c6d6f726e696e672d7065616b1900c036aebce5ea18116098056b000000001a061a041\
        004180c22061a041004180c29008ad1e9bce5ea183100546c25bde5ea1839001e0761bde5ea184100e8a19cbde5ea1848065\
        a270a09636f6e766572676564121a38206f66203820696e7374616e636573206172652072656164796224633261316131663\
        02d303030302d343030302d383030302d303030303030303030303031680e12041a0208101a080a020828120208202001280\
        130013a0410001808400132d9010a280a0d6d732d68323977717a32622d31120e0a0c6d6f726e696e672d7065616b19004cf\
        b09b1e5ea18116098056b000000001a061a041004180c22061a041004180c2900169645b1e5ea183100e03081b1e5ea18390\
        0aacbbcb1e5ea1841007466f8b1e5ea184806521d4a1b0a10496e76616c6964506172616d6574657212026e6f1a03722d315\
        a270a09636f6e766572676564121a38206f66203820696e7374616e636573206172652072656164796224633261316131663\
        02d303030302d343030302d383030302d303030303030303030303031680e3a0208014216080210121a0c0a086770752d757\
        4696c1078203c28014a02100150005a290a0908d00f120477616e671206e68da2e58da119008ad1e9bce5ea1822091100187\
        ea6cae5ea18280162260a041a020808120908d00f120477616e671a04746573742100546c25bde5ea182a02180130016a143\
        23032372d30312d32365431313a34363a32325a720c61702d6775616e677a686f757a1c302033302038202a202a20312d350\
        a417369612f5368616e676861698201041a0208062930a09b');
        CREATE TABLE fleet (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            record BLOB NOT NULL
        );
        INSERT INTO fleet VALUES(1,X'0a220a0908d00f120477616e671208696e636964656e741900b23cd8bde5ea182202080\
        111007cd713bee5ea18a794335a');
        CREATE TABLE occurrence (
            service_id TEXT NOT NULL,
            instant INTEGER NOT NULL,
            cause TEXT NOT NULL,
            target TEXT NOT NULL,
            outcome TEXT,
            is_failure INTEGER NOT NULL,
            record BLOB NOT NULL,
            PRIMARY KEY (service_id, instant, cause)
        ) WITHOUT ROWID;
        INSERT INTO occurrence VALUES('ms-h29wqz2b-1',1795500000000000000,'job:morning-peak','SCALE 2-6','ap\
        plied (clamped 12→8)',0,X'0a280a0d6d732d68323977717a32622d31120e0a0c6d6f726e696e672d7065616b1900c036\
        aebce5ea18116098056b000000001a061a041004180c22061a041004180c29008ad1e9bce5ea183100546c25bde5ea183900\
        1e0761bde5ea184100e8a19cbde5ea184806520a12080a020818120208105a270a09636f6e766572676564121a38206f6620\
        3820696e7374616e63657320617265207265616479622463326131613166302d303030302d343030302d383030302d303030\
        303030303030303031680e95a46e00');
        CREATE TABLE good_text (
            file_name TEXT NOT NULL PRIMARY KEY,
            text TEXT NOT NULL
        ) WITHOUT ROWID;
        INSERT INTO good_text VALUES('chat.schedule','[Service]' || char(10) || 'ServiceId=ms-h29wqz2b-1' ||\
         char(10));
        CREATE TABLE probe (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            count INTEGER NOT NULL
        );
        INSERT INTO probe VALUES(1,0);
        CREATE INDEX occurrence_by_instant ON occurrence (instant);
        CREATE INDEX occurrence_failed ON occurrence (instant) WHERE is_failure;
        COMMIT;
        """
}
