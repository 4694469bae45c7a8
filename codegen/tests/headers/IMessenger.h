#pragma once

#include "Module.h"

namespace Thunder {
namespace Exchange {
namespace JSONRPC {

    // @json 1.0.0 @text:legacy_lowercase
    struct EXTERNAL IMessenger : virtual public Core::IUnknown {

        enum { ID = RPC::ID_MESSENGER };

        enum Security : uint8_t {
            INSECURE /* @text insecure */,
            SECURE /* @text secure */
        };

        using IStringIterator = RPC::IIteratorType<string, RPC::ID_STRINGITERATOR>;

        // @event
        struct EXTERNAL INotification : virtual public Core::IUnknown {

            enum { ID = RPC::ID_MESSENGER_NOTIFICATION };

            enum RoomUpdateAction : uint8_t {
                CREATED /* @text created */,
                DESTROYED /* @text destroyed */
            };

            enum UserUpdateAction : uint8_t {
                JOINED /* @text joined */,
                LEFT /* @text left */
            };

            ~INotification() override = default;

            // @statuslistener
            // @brief Notifies of room status changes
            // @details Immediately after registering to this notification the listener will sequentially
            //          receive updates of all rooms that have been created so far.
            // @param room: Name of the room that has changed its status (e.g. Lounge)
            // @param action: New room status (e.g. destroyed)
            // @param secure: Denotes if the room is secure (e.g. secure)
            virtual void RoomUpdate(const string& room, const RoomUpdateAction action, const Security secure) = 0;

            // @statuslistener
            // @brief Notifies of user status changes
            // @details Immediately after registering to this notification the listener will sequentially
            //          receive updates of all users that have joined the room so far.
            // @param roomId: (e.g. 1e217990dd1cd4f66124)
            // @param user: Name of the user that has changed its status (e.g. Bob)
            // @param action: New user status (e.g. left)
            virtual void UserUpdate(const string& roomId /* @index:deprecated */, const string& user,
                const UserUpdateAction action) = 0;

            // @brief Notifies of messages sent the the room
            // @param roomId: (e.g. 1e217990dd1cd4f66124)
            // @param user: Name of the user that has sent the message (e.g. Bob)
            // @param message: Contents of the sent message (e.g. Hello!)
            virtual void Message(const string& roomId /* @index:deprecated */, const string& user,
                const string& message) = 0;
        };

        virtual uint32_t Register(INotification* const notification) = 0;
        virtual uint32_t Unregister(const INotification* const notification) = 0;

        // @brief Joins a messaging room
        // @details If the specified room does not exist, then it will be created.
        // @param room: Name of the room to join (e.g. Lounge)
        // @param user: Name of ther user to join as (e.g. Bob)
        // @param secure: Denotes if the room is secure (by default not secure) (e.g. secure)
        // @param acl: List of URL origins with possible wildcards
        // @param roomId: Token for accessing the room (unique for a user) (e.g. 1e217990dd1cd4f66124)
        // @retval ERROR_ILLEGAL_STATE User name is already taken (i.e. the user has already joined the room)
        // @retval ERROR_BAD_REQUEST User name or room name is invalid
        // @retval ERROR_PRIVILEGED_REQUEST Room security errors
        virtual Core::hresult Join(const Core::JSONRPC::Context& context, const string& room, const string& user,
            const Security secure /* @optional */, IStringIterator* const acl /* @optional */,
            string& roomId /* @out */) = 0;

        // @brief Leaves a messaging room
        // @details The room ID becomes invalid after this call. If there are no more users, the room will be
        //          destroyed and related resources freed.
        // @param roomId: Token of the room to leave (e.g. 1e217990dd1cd4f66124)
        // @retval ERROR_UNKNOWN_KEY The room token is invalid
        virtual Core::hresult Leave(const string& roomId) = 0;

        // @brief Sends a message to a messaging room
        // @param roomId: Token of the room to send the message to (e.g. 1e217990dd1cd4f66124)
        // @param message: Contents of the message to send (e.g. Hello!)
        // @retval ERROR_UNKNOWN_KEY The room token is invalid
        virtual Core::hresult Send(const string& roomId, const string& message) = 0;
    };

} // namespace JSONRPC
} // namespace Exchange
} // namespace Thunder
