//! What a packet means to the network when it has arrived: it belongs to a connection, is a health check, or is refused.

use super::address::HostId;
use super::connection::{Connection, ConnectionId};
use super::flight::FlightSlot;
use super::happening::Happening;
use super::packet::{Header, Kind, Mark};
use super::{Network, Payload};
use crate::effects::Effects;

/// The port of health checks, which are echoes (RFC 862).
const HEALTH_CHECK_PORT: u16 = 7;

impl<M: Payload> Network<M> {
    pub(super) fn on_arrival(&mut self, slot: FlightSlot, out: &mut Effects<Happening<M>>) {
        let Some((from, to, header)) = self.fabric.arrive(slot) else { return };
        if header.kind == Kind::HealthCheck {
            return self.on_health_check(from, to, &header, out);
        }
        if let Some(connection) = self.connections.get_mut(&header.connection)
            && let Some(side) = connection.side_of(to)
            && connection.listens(side, header.kind)
        {
            connection.on_packet(side, &header, &mut self.fabric, out);
            self.forget_if_over(header.connection);
        } else if header.kind != Kind::Rst {
            self.refuse(from, to, &header);
        }
    }

    fn on_health_check(
        &mut self,
        from: HostId,
        to: HostId,
        header: &Header,
        out: &mut Effects<Happening<M>>,
    ) {
        let round = header.connection.0;
        match header.mark {
            Mark::Answer => out.push(Happening::HealthChecked { host: to, peer: from, round }),
            _ => self.transmit_health_check(to, from, round, Mark::Answer),
        }
    }

    pub(super) fn transmit_health_check(&mut self, from: HostId, to: HostId, round: u64, mark: Mark) {
        let header = Header {
            kind: Kind::HealthCheck,
            mark,
            source_port: HEALTH_CHECK_PORT,
            destination_port: HEALTH_CHECK_PORT,
            source: self.address(from),
            destination: self.address(to),
            connection: ConnectionId(round),
            sequence: 0,
            acknowledgement: 0,
            received: 0,
            length: 0,
            fingerprint: 0,
        };
        self.fabric.transmit(from, to, &header, 1);
    }

    /// Answers a packet for which there is no end (RFC 9293, section 3.5.2).
    fn refuse(&mut self, from: HostId, to: HostId, header: &Header) {
        let answer = Header {
            kind: Kind::Rst,
            mark: Mark::Plain,
            source_port: header.destination_port,
            destination_port: header.source_port,
            source: header.destination,
            destination: header.source,
            connection: header.connection,
            sequence: header.acknowledgement,
            acknowledgement: header.sequence + u64::from(header.length),
            received: 0,
            length: 0,
            fingerprint: 0,
        };
        self.fabric.transmit(to, from, &answer, 1);
    }

    pub(super) fn forget_if_over(&mut self, connection: ConnectionId) {
        if self.connections.get(&connection).is_some_and(Connection::is_over) {
            self.connections.remove(&connection);
        }
    }
}
