import AuditTrail
import Foundation
import Gateway
import MerkleLog
import NodeIdentity

extension NodeAssembly {
    /// This node as a witness; `nil` for a folder from before there were witnesses, until it has a key for it.
    static func witness(_ folder: NodeFolder, _ file: NodeFile, _ audit: AuditTrail) throws -> Witness? {
        guard FileManager.default.fileExists(atPath: folder.key("witness.pem")) else { return nil }
        do {
            let signer = try Ed25519WitnessSigner(
                name: "\(file.publicName)/witness", privateKey: try folder.signingKey("witness.pem").seed)
            return Witness(signer: signer, file: try audit.openWitnessFile())
        } catch let failure as AuditFailure {
            throw Complaint("\(folder.audit): error: \(failure)")
        } catch let fault as NoteFault {
            throw Complaint("\(folder.key("witness.pem")): error: \(fault)")
        }
    }
}

extension NodeFolder {
    /// The key this node cosigns with, made now if the folder is from before there were witnesses.
    func witnessKey() throws -> NodeIdentity.SigningKey {
        if !FileManager.default.fileExists(atPath: key("witness.pem")) {
            let key = try NodeIdentity.SigningKey(seed: systemRandom(32))
            try NodeFolder.writeSecret(Array(key.pem.utf8), to: self.key("witness.pem"))
        }
        return try signingKey("witness.pem")
    }
}
